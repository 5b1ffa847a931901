/** Containers that recording.ts can clean, the smaller first: Chrome and Firefox make the first, Safari the second. */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4'] as const;

/** What this browser records into, or null. */
export function recordingType(): (typeof TYPES)[number] | null {
  if (typeof MediaRecorder !== 'function') return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** Whether a page may ask for the microphone here at all; whether it gets it shows when it asks. */
export function canRecord(): boolean {
  // Absent without https, and in some apps' own browsers.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return typeof devices?.getUserMedia === 'function' && recordingType() !== null;
}
