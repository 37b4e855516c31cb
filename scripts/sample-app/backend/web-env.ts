import type { CsrfVariables } from '../../local-tenant/pages';
import type { SampleAppPlace } from '../frame';
import type { Texts } from '../texts';
import type { Services } from './services';
import type { Session } from './sessions';

/** What every page of the backend finds in `c.var`. */
export interface WebEnv {
  Variables: CsrfVariables & {
    place: SampleAppPlace;
    services: Services;
    session: Session;
    texts: Texts;
  };
}
