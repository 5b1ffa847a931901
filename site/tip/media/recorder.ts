/** One recording from the microphone, two minutes at most. */
import { blobOf } from '../../browser/blobs.ts';
import { MAX_SECONDS } from '../../limits.ts';
import { MAX_VOICE_BYTES } from './files.ts';
import { cleanRecording } from './recording.ts';
import { recordingType } from './recorder-support.ts';

// Speech stays clear; two minutes come to 360 KB. A phone that cannot go so low stops at the size instead.
const BITS_PER_SECOND = 24_000;
const FULL = MAX_VOICE_BYTES - 40_000;

/** Why there is no recording; each has its sentence in `media.voice.faults`. */
export type RecordingFault = 'refused' | 'no-microphone' | 'failed';

export class RecordingError extends Error {
  readonly fault: RecordingFault;
  constructor(fault: RecordingFault) {
    super(fault);
    this.fault = fault;
  }
}

/** `full`: two minutes are over, or the size; `cut`: the page was hidden or the microphone taken away. */
export type Ending = 'stopped' | 'full' | 'cut';

export interface Recorded {
  type: string;
  bytes: Uint8Array;
  ending: Ending;
}

/**
 * Records until `stop` aborts or it ends by itself, and tells each second from 0 when the microphone is on. The
 * microphone is off again before this resolves.
 * @throws RecordingError
 */
export async function record(stop: AbortSignal, onSecond: (seconds: number) => void): Promise<Recorded> {
  const stream = await openMicrophone();
  const release = () => stream.getTracks().forEach((track) => track.stop());
  if (stop.aborted) {
    release();
    throw new RecordingError('failed');
  }
  try {
    const { ending, type, blob } = await listen(stream, stop, onSecond);
    const bytes = new Uint8Array(await new Response(blob).arrayBuffer());
    if (bytes.length > MAX_VOICE_BYTES || !cleanRecording(bytes)) throw new RecordingError('failed');
    return { bytes, ending, type: type.replace(/;.*/, '') };
  } catch {
    throw new RecordingError('failed');
  } finally {
    release();
  }
}

async function openMicrophone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch (error) {
    const { name } = error as DOMException;
    if (name === 'NotFoundError') throw new RecordingError('no-microphone');
    throw new RecordingError(name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'failed');
  }
}

function listen(stream: MediaStream, stop: AbortSignal, onSecond: (seconds: number) => void) {
  const type = recordingType() ?? '';
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  let ending: Ending = 'stopped';
  const end = (reason: Ending) => {
    if (recorder.state === 'inactive') return;
    ending = reason;
    recorder.stop();
    // Not only once its last bytes have come: a page that goes to sleep would keep the microphone on.
    stream.getTracks().forEach((track) => track.stop());
  };
  const onStop = () => end('stopped');
  const onCut = () => end('cut');
  const onHidden = () => document.hidden && end('cut');
  const started = performance.now();
  const clock = setInterval(() => {
    const seconds = Math.floor((performance.now() - started) / 1_000);
    onSecond(Math.min(seconds, MAX_SECONDS));
    if (seconds >= MAX_SECONDS) end('full');
  }, 250);
  stop.addEventListener('abort', onStop);
  document.addEventListener('visibilitychange', onHidden);
  stream.getTracks().forEach((track) => track.addEventListener('ended', onCut));
  return new Promise<{ ending: Ending; type: string; blob: Blob }>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => {
      parts.push(data);
      if (parts.reduce((size, part) => size + part.size, 0) > FULL) end('full');
    };
    recorder.onerror = reject;
    recorder.onstop = () => resolve({ ending, type, blob: blobOf(parts, type) });
    recorder.start(1_000);
    onSecond(0);
  }).finally(() => {
    clearInterval(clock);
    stop.removeEventListener('abort', onStop);
    document.removeEventListener('visibilitychange', onHidden);
  });
}
