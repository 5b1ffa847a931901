// What nodejs_compat brings and the Worker uses; the types of all of Node would hide what workerd lacks.
declare module 'node:events' {
  export class EventEmitter {
    on(name: 'error', listener: (error: Error) => void): this;
    on(name: 'end', listener: () => void): this;
    emit(name: 'error', error: Error): boolean;
  }
}
declare module 'node:stream' {
  export interface Readable {
    readonly readable: boolean;
  }
  export const Readable: { from(parts: Iterable<Uint8Array>): Readable };
}
