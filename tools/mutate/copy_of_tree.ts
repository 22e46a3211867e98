/** A copy of the working tree in a folder of its own: faults are never put into the tree itself. */

const ROOT = new URL("../../", import.meta.url).pathname;

/** A folder that is removed when it is disposed of. */
export class CopyOfTree implements AsyncDisposable {
  /** Where it is, without a slash at the end. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Copies all files that git would keep. */
  static async make(): Promise<CopyOfTree> {
    const copy = new CopyOfTree(await Deno.makeTempDir({ prefix: "faults_" }));
    const files = await listFiles();
    const folders = new Set(files.map((file) => file.replace(/[^/]*$/, "")));
    for (const folder of folders) {
      await Deno.mkdir(`${copy.path}/${folder}`, { recursive: true });
    }
    for (const file of files) {
      await Deno.copyFile(`${ROOT}${file}`, `${copy.path}/${file}`);
    }
    return copy;
  }

  /** The text of a file. */
  read(file: string): Promise<string> {
    return Deno.readTextFile(`${this.path}/${file}`);
  }

  /** Replaces the text of a file. */
  write(file: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.path}/${file}`, text);
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

async function listFiles(): Promise<string[]> {
  const { stdout, success } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error("Cannot copy the tree: git lists no files");
  const listed = new TextDecoder().decode(stdout).split("\0");
  const there = await Promise.all(listed.map(isFile));
  return listed.filter((_, i) => there[i]);
}

/** Whether it is still there: git lists what was removed but not committed. */
async function isFile(file: string): Promise<boolean> {
  if (file === "") return false;
  try {
    return (await Deno.lstat(`${ROOT}${file}`)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
