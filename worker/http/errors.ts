import type { ErrorCode } from '../contract/endpoints.ts';

/** Every refusal of the Worker. The client acts on `code` (PROTOCOL.md, "Endpoints"); input is never echoed. */
export class ApiError extends Error {
  readonly status: 400 | 404 | 409 | 410 | 413 | 422 | 429 | 503;
  readonly code: ErrorCode;
  /** Seconds for `Retry-After`, where the client should wait. */
  readonly retryAfter: number | null;

  constructor(status: ApiError['status'], code: ErrorCode, retryAfter: number | null = null) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
