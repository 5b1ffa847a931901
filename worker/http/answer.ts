import { ANSWER_SIZE } from '../contract/endpoints.ts';
import { paddedJson } from './headers.ts';

/** A JSON answer of constant length. */
export function answer(value: unknown, status: 200 | 202 = 200, size: number = ANSWER_SIZE): Response {
  return new Response(paddedJson(value, size), { status, headers: { 'Content-Type': 'application/json' } });
}
