import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXAMPLES, exampleHelp } from '../../scripts/help-examples';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { readScenario } from '../../scripts/simulation';

const FOLDER = join(PROJECT_ROOT, 'scripts/commands');

describe('the help', () => {
  it('ends with an example for each command, whose options and files there are', () => {
    const commands = allCommands();
    expect(commands.map((command) => command.name()).sort()).toEqual(Object.keys(EXAMPLES).sort());
    for (const command of commands) {
      for (const example of Object.values(EXAMPLES[command.name()] ?? {})) {
        expect(mistakesIn(example, command)).toEqual([]);
      }
      expect(exampleHelp(command.name())).toContain(`npx gatehouse ${command.name()}`);
    }
  });

  it('shows a scenario that can be simulated as it stands, with what the tests expect of it', () => {
    const files = Object.values(EXAMPLES.simulate ?? {}).flatMap((words) => /test\/\S+/.exec(words) ?? []);
    expect(files).toHaveLength(1);
    for (const file of files) {
      expect(readScenario(join(PROJECT_ROOT, file), PROJECT_ROOT)).toBeDefined();
      expect(readFileSync(join(PROJECT_ROOT, file), 'utf8')).toContain('expect:');
    }
  });

  it('sees an option, a file and a program that are not there', () => {
    const simulate = allCommands().find((command) => command.name() === 'simulate') as Command;
    expect(mistakesIn('npx gatehouse simulate --quick test/scenarios/none.yaml', simulate)).toEqual([
      '--quick',
      'test/scenarios/none.yaml',
    ]);
    expect(mistakesIn('gatehouse simulate', simulate)).toEqual(['gatehouse simulate']);
  });
});

function allCommands(): Command[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const module = require(join(FOLDER, file)) as Record<string, unknown>;
    return Object.entries(module).flatMap(([name, make]) =>
      name.endsWith('Command') && typeof make === 'function' ? [make() as Command] : [],
    );
  });
}

function mistakesIn(example: string, command: Command): string[] {
  const begin = `npx gatehouse ${command.name()}`;
  if (!`${example} `.startsWith(`${begin} `)) return [example];
  const words = example.slice(begin.length).split(' ');
  const options = command.options.map(({ long }) => long);
  return words.filter(
    (word) =>
      (word.startsWith('--') && !options.includes(word)) ||
      (word.startsWith('test/') && !existsSync(join(PROJECT_ROOT, word))),
  );
}
