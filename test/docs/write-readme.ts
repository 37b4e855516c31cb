import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { consoleBlocks, withOutputs } from './console-blocks';
import { consoleSession } from './console-session';
import { withoutVolatileParts } from './same-output';

/**
 * `npm run docs`: runs every command that the README shows and writes what it really prints.
 * `npm run docs -- --check` writes nothing and fails where a reader would be told something else.
 */
async function main(check: boolean): Promise<void> {
  const file = join(PROJECT_ROOT, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const blocks = consoleBlocks(readme);
  const session = await consoleSession();
  const outputs: string[] = [];
  try {
    for (const block of blocks) {
      process.stderr.write(`$ ${block.command}\n`);
      outputs.push(await session.run(block));
    }
  } finally {
    await session.close();
  }
  const stale = blocks.filter(
    ({ output }, index) => withoutVolatileParts(output) !== withoutVolatileParts(outputs[index] ?? ''),
  );
  for (const { line, command } of stale)
    process.stdout.write(`README.md:${line}: ${command} prints something else\n`);
  if (!check && stale.length > 0) writeFileSync(file, withOutputs(readme, outputs));
  process.stdout.write(
    `${blocks.length} commands, ${stale.length} ${check ? 'out of date' : 'brought up to date'}\n`,
  );
  process.exit(check && stale.length > 0 ? 1 : 0);
}

main(process.argv.includes('--check')).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
