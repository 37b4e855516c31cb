import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { type ConsoleBlock, consoleBlocks, withOutputs } from './console-blocks';
import { consoleSession } from './console-session';
import { withoutVolatileParts } from './same-output';
import { shownScopes } from './shown-scopes';

/**
 * `npm run docs`: runs every command that the README shows and writes what it really prints.
 * `npm run docs -- --check` writes nothing and fails where a reader would be told something else.
 */
async function main(check: boolean): Promise<void> {
  const file = join(PROJECT_ROOT, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const blocks = consoleBlocks(readme);
  const outputs = await outputsOf(blocks, Object.values(shownScopes(readme)).flat());
  const stale = blocks.filter((block) => !isSame(block.output, outputs.get(block) ?? ''));
  for (const block of stale) {
    process.stdout.write(`README.md:${block.line}: ${block.command} prints something else:\n`);
    process.stdout.write(`${outputs.get(block)}\n`);
  }
  if (!check) {
    writeFileSync(
      file,
      withOutputs(
        readme,
        blocks.map((block) => outputs.get(block) ?? ''),
      ),
    );
  }
  process.stdout.write(
    `${blocks.length} commands, ${stale.length} ${check ? 'out of date' : 'brought up to date'}\n`,
  );
  process.exit(check && stale.length > 0 ? 1 : 0);
}

/** The sessions at the same time, the commands of each in order. */
async function outputsOf(
  blocks: readonly ConsoleBlock[],
  scopes: readonly string[],
): Promise<Map<ConsoleBlock, string>> {
  const outputs = new Map<ConsoleBlock, string>();
  const names = [...new Set(blocks.map(({ session }) => session))];
  const ended = await Promise.allSettled(
    names.map((name) =>
      runSession(
        blocks.filter(({ session }) => session === name),
        scopes,
        outputs,
      ),
    ),
  );
  // Every session ends, and takes its tenants and processes along, before a mistake in one of them is told.
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return outputs;
}

async function runSession(
  blocks: readonly ConsoleBlock[],
  scopes: readonly string[],
  outputs: Map<ConsoleBlock, string>,
): Promise<void> {
  const session = await consoleSession(
    blocks.map(({ command }) => command),
    scopes,
  );
  try {
    for (const block of blocks) {
      outputs.set(block, await session.run(block));
      process.stderr.write(`$ ${block.command}\n`);
    }
  } finally {
    await session.close();
  }
}

function isSame(one: string, other: string): boolean {
  return withoutVolatileParts(one) === withoutVolatileParts(other);
}

main(process.argv.includes('--check')).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
