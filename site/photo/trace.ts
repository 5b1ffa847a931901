/** What a photo carries beside its picture. `notes`: text, edits, a small copy of the picture. `name`: the file's own name, which always goes. */
export type Trace = 'place' | 'time' | 'device' | 'film' | 'notes' | 'name';
