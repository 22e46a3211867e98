/** Two hosts with a slow line between them, made of network namespaces of Linux: for root alone. */

import { denoArgs } from "./mpi.ts";
import { type Run, runLines } from "./run_example.ts";

/** Megabits a second of the line. */
const RATE = "200mbit";
const LAUNCHER = "mpirun.mpich";

/** Addresses by namespace, which has the number of this process in its name, as devices have. */
const HOSTS = [1, 2].map((number) => ({
  name: `dg${Deno.pid}h${number}`,
  device: `dg${Deno.pid}v${number}`,
  address: `10.219.0.${number}`,
}));

/** What a run came to, and the bytes that the first host has sent. */
export interface RunOnHosts extends Run {
  readonly sent: number;
}

/** Runs a program on two hosts, a process each: a name in tests/programs/distributed. */
export type OnTwoHosts = (
  program: string,
  ...args: string[]
) => Promise<RunOnHosts>;

/** Makes a test on two hosts; where they cannot be made it is ignored, and its name says so. */
export function testOnTwoHosts(
  name: string,
  test: (run: OnTwoHosts) => Promise<void>,
): void {
  const canBe = Deno.build.os === "linux" && isRoot() &&
    ["ip", "tc", LAUNCHER].every(isThere);
  Deno.test({
    name: `two hosts: ${name}${
      canBe
        ? ""
        : " (needs root, iproute2, MPICH and the permission to use them)"
    }`,
    ignore: !canBe,
    fn: async () => {
      const launcher = await Deno.makeTempFile();
      try {
        makeHosts();
        await Deno.writeTextFile(launcher, launch());
        await Deno.chmod(launcher, 0o700);
        await test((...run) => onTwoHosts(launcher, ...run));
      } finally {
        for (const host of HOSTS) call("ip", "netns", "del", host.name);
        await Deno.remove(launcher);
      }
    },
  });
}

/** Whether it is an administrator who runs this, as far as the program may know. */
function isRoot(): boolean {
  try {
    return Deno.uid() === 0;
  } catch {
    return false;
  }
}

function isThere(command: string): boolean {
  try {
    return new Deno.Command("which", { args: [command] }).outputSync().success;
  } catch {
    return false;
  }
}

function makeHosts(): void {
  const [a, b] = HOSTS;
  for (const { name } of HOSTS) need("ip", "netns", "add", name);
  need("ip", "link", "add", a.device, "type", "veth", "peer", b.device);
  for (const { name, device, address } of HOSTS) {
    const inside = ["ip", "netns", "exec", name];
    need("ip", "link", "set", device, "netns", name);
    need(...inside, "ip", "addr", "add", `${address}/24`, "dev", device);
    need(...inside, "ip", "link", "set", "lo", "up");
    need(...inside, "ip", "link", "set", device, "up");
    const shape = ["tbf", "rate", RATE, "burst", "256kbit", "latency", "50ms"];
    need(...inside, "tc", "qdisc", "add", "dev", device, "root", ...shape);
  }
}

/** In the place of ssh: flags, the host, and what to run there. */
function launch(): string {
  const cases = HOSTS.map(({ name, address }) =>
    `${address}) shift; exec ip netns exec ${name} /bin/sh -c "$*";;`
  );
  return `#!/bin/sh
while [ "\${1#-}" != "$1" ]; do shift; done
case $1 in ${cases.join(" ")} esac
`;
}

async function onTwoHosts(
  launcher: string,
  program: string,
  ...own: string[]
): Promise<RunOnHosts> {
  const [{ name, address, device }] = HOSTS;
  const hosts = HOSTS.map((host) => host.address).join(",");
  const args = [
    ...["netns", "exec", name, LAUNCHER, "-launcher", "ssh"],
    ...["-launcher-exec", launcher, "-localhost", address, "-hosts", hosts],
    // Both are one machine: what they could share is not to be used.
    ...["-genv", "MPIR_CVAR_NOLOCAL", "1", "-genv", "UCX_TLS", "tcp,self"],
    ...["-n", "2", "-ppn", "1", Deno.execPath(), ...denoArgs(program, own)],
  ];
  const run = await runLines(args, undefined, "ip");
  const counter = `/sys/class/net/${device}/statistics/tx_bytes`;
  const { stdout } = call("ip", "netns", "exec", name, "cat", counter);
  return { ...run, sent: Number(new TextDecoder().decode(stdout)) };
}

function call(command: string, ...args: string[]): Deno.CommandOutput {
  return new Deno.Command(command, { args }).outputSync();
}

function need(...[command, ...args]: string[]): void {
  const { success, stderr } = call(command, ...args);
  if (success) return;
  const reason = new TextDecoder().decode(stderr);
  throw new Error(`${[command, ...args].join(" ")}: ${reason}`);
}
