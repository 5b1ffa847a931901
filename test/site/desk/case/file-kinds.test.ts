import { describe, expect, it } from 'vitest';
import { knownKind } from '../../../../site/desk/case/file-kinds.ts';
import { pictureOnly } from '../../../../site/photo/jpeg.ts';
import { motionPhoto, photoWithPlace, png, quarters, strangers } from '../../../fixtures/photos/make.ts';

describe('a file on the desk', () => {
  it('is a photo when it is one, with or without what phones add', () => {
    for (const photo of [quarters, pictureOnly(quarters), photoWithPlace(), motionPhoto()])
      expect(knownKind(photo)).toBe('photo');
  });

  it('is a recording when it begins like one', () => {
    expect(knownKind(Buffer.from('1a45dfa3934282', 'hex'))).toBe('webm');
    expect(knownKind(Buffer.from('\0\0\0\x1cftypiso5'))).toBe('mp4');
  });

  it('is strange whatever else it is', () => {
    for (const other of [strangers.svg, strangers.foreign, strangers.empty, png(2, 2), Buffer.from('<html>')])
      expect(knownKind(other)).toBeNull();
  });

  it('is no photo when it says that it is larger than any phone sends, or does not say', () => {
    const huge = Buffer.from(quarters);
    const frame = huge.indexOf(Buffer.from('ffc0', 'hex'));
    expect(frame).toBeGreaterThan(0);
    huge.writeUInt16BE(65_535, frame + 5);
    expect(knownKind(huge)).toBeNull();
    expect(knownKind(Buffer.from('ffd8ffe0', 'hex'))).toBeNull();
    expect(knownKind(quarters.subarray(0, frame))).toBeNull();
    for (let length = 0; length < 700; length++) knownKind(quarters.subarray(0, length));
  });
});
