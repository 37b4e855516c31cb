import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Flags that not every Node has. */
const OPTIONAL_FLAGS = ['--permission', '--experimental-permission', '--allow-net'];

/**
 * The flags that fence a sandbox process in: Node's permission model (no files, no child processes, no workers,
 * no addons), a heap cap, no warnings. It is a guard against accidents, not a boundary against attackers.
 *
 * @param node path of the binary; absent: the one that runs this
 * @param readable the only paths that may be read; `*` at the end stands for everything below
 * @throws Error where the binary cannot be run or knows no permission model
 */
export async function sandboxFlags(
  node: string | undefined,
  heapMegabytes: number,
  readable: string[],
): Promise<string[]> {
  const known = node === undefined ? ownFlags() : await flagsOf(node);
  const permission = OPTIONAL_FLAGS.find((flag) => flag.endsWith('permission') && known.includes(flag));
  if (permission === undefined)
    throw new Error(`${node ?? 'This Node'} has no permission model: use Node 20 or newer.`);
  return [
    permission,
    ...(known.includes('--allow-net') ? ['--allow-net'] : []),
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--max-old-space-size=${heapMegabytes}`,
    '--max-semi-space-size=8',
    '--no-warnings',
  ];
}

function ownFlags(): string[] {
  return OPTIONAL_FLAGS.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));
}

async function flagsOf(node: string): Promise<string[]> {
  const script = 'process.stdout.write([...process.allowedNodeEnvironmentFlags].join(" "))';
  try {
    const { stdout } = await promisify(execFile)(node, ['-e', script], { env: {} });
    return stdout.split(' ');
  } catch {
    throw new Error(`GATEHOUSE_ACTION_NODE: ${node} cannot be run as Node.`);
  }
}
