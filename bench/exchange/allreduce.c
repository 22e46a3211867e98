/* The least that MPI_Allreduce takes in plain C, for each number of floats that is given; rank 0 prints milliseconds. */

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int rounds = atoi(argv[1]);
  for (int i = 2; i < argc; i++) {
    int count = atoi(argv[i]);
    float *numbers = calloc(count, sizeof(float));
    double least = 1e9;
    for (int round = 0; round < rounds; round++) {
      MPI_Barrier(MPI_COMM_WORLD);
      double began = MPI_Wtime();
      MPI_Allreduce(MPI_IN_PLACE, numbers, count, MPI_FLOAT, MPI_SUM,
                    MPI_COMM_WORLD);
      double took = MPI_Wtime() - began;
      if (took < least) least = took;
    }
    free(numbers);
    if (rank == 0) printf("%.3f\n", 1000 * least);
  }
  MPI_Finalize();
  return 0;
}
