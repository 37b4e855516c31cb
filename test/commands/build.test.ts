import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand } from '../../scripts/commands/build';

describe('build --out', () => {
  it('writes to the folder that is named, wherever it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-out-'));
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      await buildCommand().parseAsync(['local', '--out', folder, '--json'], { from: 'user' });
      expect(process.exitCode ?? 0).toBe(0);
      expect(existsSync(join(folder, 'local', 'manifest.json'))).toBe(true);
    } finally {
      write.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });
});
