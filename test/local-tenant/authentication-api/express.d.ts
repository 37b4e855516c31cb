/** As much of Express as the tests use; its own types are a package of their own, which nothing else needs. */
declare module 'express' {
  import type { RequestListener } from 'node:http';

  export interface Request {
    oidc: { user: unknown; refreshToken?: unknown };
    auth?: { payload: { sub?: string } };
  }
  export interface Response {
    json(body: unknown): void;
    status(code: number): Response;
  }
  export interface HttpError extends Error {
    status?: number;
    error?: string;
    error_description?: string;
  }
  export type RequestHandler = (
    request: Request,
    response: Response,
    next: (error?: unknown) => void,
  ) => void;
  export type ErrorRequestHandler = (
    error: HttpError,
    request: Request,
    response: Response,
    next: (error?: unknown) => void,
  ) => void;
  export interface Express extends RequestListener {
    use(handler: RequestHandler | ErrorRequestHandler): void;
    get(path: string, ...handlers: RequestHandler[]): void;
  }
  export default function express(): Express;
}
