import { deployCommand } from '../../scripts/commands/deploy';

describe('deploy', () => {
  it('sends nothing to any tenant where one name is misspelt', async () => {
    const printed: string[] = [];
    const keep = (text: unknown) => {
      printed.push(String(text));
      return true;
    };
    const writes = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(keep),
    );
    const { exitCode } = process;
    try {
      await deployCommand().parseAsync(['dev', 'stagin'], { from: 'user' });
      expect(process.exitCode).toBe(1);
      expect(printed.join('')).toMatch(
        /"stagin"; accepted: local, dev, staging, production\. Nothing was sent/,
      );
    } finally {
      process.exitCode = exitCode;
      for (const write of writes) write.mockRestore();
    }
  });
});
