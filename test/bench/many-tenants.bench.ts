import { deploySandbox } from '../deploy/deploy-sandbox';
import { type Figure, timeOf } from './figure';

/** The sandbox spares its tests the CLI's schema check; here that is what is measured. */
const UNTOUCHED = { GATEHOUSE_WITHOUT_PROMPTS_SCHEMA: '' };
const ALL = ['dev', 'staging', 'production', 'preview'];

/** First deploys, to one empty tenant and to four at once. One round: each takes the CLI's 20 s of CPU per run. */
export default async function manyTenants(): Promise<Figure[]> {
  const one = await firstDeploy(['dev']);
  const four = await firstDeploy(ALL);
  return [
    { name: 'first deploy to one tenant', unit: 's', value: one },
    { name: 'first deploy to four tenants at once', unit: 's', value: four },
    { name: '… that many times the time of one', unit: '×', value: four / one, goal: { atMost: 2.5 } },
  ];
}

async function firstDeploy(environments: string[]): Promise<number> {
  const sandbox = await deploySandbox(environments);
  try {
    const milliseconds = await timeOf(async () => {
      const { exitCode, stdout, stderr } = await sandbox.gatehouse(['deploy', ...environments], UNTOUCHED);
      if (exitCode !== 0)
        throw new Error(`gatehouse deploy ended with exit code ${exitCode}\n${stdout}${stderr}`);
    });
    return milliseconds / 1000;
  } finally {
    await sandbox.close();
  }
}
