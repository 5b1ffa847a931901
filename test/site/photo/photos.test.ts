/** What a photo carries, and what is left of a JPEG; the drawing itself needs a browser (test/browser/tip-photos.spec.ts). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspect, fileKindOf } from '../../../site/photo/inspect.ts';
import { pictureOnly, segmentsOf } from '../../../site/photo/jpeg.ts';
import {
  motionPhoto,
  photoWithPlace,
  png,
  pngWithNotes,
  quarters,
  SENTINEL,
  strangers,
} from '../../fixtures/photos/make.ts';
import { jpegMarkers } from './jpeg-reader.ts';

const look = (bytes: Uint8Array) => inspect(bytes, fileKindOf(bytes));

describe('a file is known by its first bytes, whatever it is called', () => {
  test.each([
    ['jpeg', quarters],
    ['png', png(2, 2)],
    ['webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
    ['gif', Buffer.from('GIF89a')],
    ['bmp', Buffer.from('BM6')],
    ['avif', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0mif1avif', 'latin1')],
    ['heic', strangers.heic],
    ['heic', Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'latin1')],
    ['svg', strangers.svg],
    ['svg', Buffer.from('\n <svg onload="x()">')],
    ['film', strangers.film],
    ['film', Buffer.from('\x1aE\xdf\xa3', 'latin1')],
    ['foreign', strangers.foreign],
    ['foreign', strangers.empty],
  ] as const)('%s', (kind, bytes) => {
    expect(fileKindOf(bytes)).toBe(kind);
  });
});

describe('the person is told', () => {
  test('that a photo knew its place, its time, its phone and a comment', () => {
    expect(look(photoWithPlace()).traces).toEqual(['place', 'time', 'device', 'notes', 'name']);
  });

  test('that a motion photo had a film behind it', () => {
    expect(look(motionPhoto()).traces).toEqual(['time', 'device', 'film', 'notes', 'name']);
  });

  test('what a PNG has in its chunks', () => {
    expect(look(pngWithNotes()).traces).toEqual(['place', 'time', 'device', 'notes', 'name']);
  });

  test('only of its name when there is nothing else', () => {
    expect(look(pictureWithoutMarks()).traces).toEqual(['name']);
    expect(look(png(3, 3)).traces).toEqual(['name']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('how a photo lies: %i', (orientation) => {
    expect(look(photoWithPlace(orientation)).orientation).toBe(orientation);
  });

  test('nothing, and no error, by EXIF that is cut short or circular', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 900 }), fc.nat(900), (noise, at) => {
        const photo = Buffer.from(photoWithPlace());
        photo.set(noise.subarray(0, Math.max(0, 900 - at)), 12 + at);
        expect(look(photo).traces).toContain('name');
      }),
    );
  });
});

const pictureWithoutMarks = () => pictureOnly(quarters);

describe('a JPEG is left with its picture alone', () => {
  test('whatever it carried', () => {
    for (const photo of [quarters, photoWithPlace(), motionPhoto()]) {
      const left = Buffer.from(pictureOnly(photo));
      expect(jpegMarkers(left).filter((marker) => marker >= 0xe0)).toEqual([]);
      expect(left.equals(pictureWithoutMarks())).toBe(true);
      expect(left.includes(SENTINEL)).toBe(false);
    }
  });

  test('the part that is decoded has no EXIF, but keeps the colours it was meant to be seen in', () => {
    const photo = photoWithPlace();
    const parts = look(photo).picture.map(([start, end]) => photo.subarray(start, end));
    const markers = jpegMarkers(Buffer.concat(parts));
    expect(markers).not.toContain(0xe1);
    expect(markers).toContain(0xe2);
  });

  test('one that ends anywhere too early, and what is no JPEG, is refused', () => {
    for (let length = 0; length < quarters.length; length += 7) {
      expect(() => segmentsOf(quarters.subarray(0, length)), String(length)).toThrow(RangeError);
    }
    expect(() => segmentsOf(png(2, 2))).toThrow(RangeError);
  });

  test('any bytes at all end in a picture or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const bytes = Uint8Array.of(0xff, 0xd8, ...noise);
        try {
          expect(pictureOnly(bytes).length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
