import { makeFilm } from './film.ts';
import type { FilmWanted } from '../contract/pictures.ts';

// The process that makes one film and ends: its memory is given back as a whole.
process.once('message', (wanted: FilmWanted) => {
  void makeFilm(wanted)
    .catch((error: unknown) => ({ ok: false, failed: 'failed', why: String(error) }))
    .then((film) => process.send?.(film, () => process.disconnect()));
});
// Whoever asked is gone.
process.once('disconnect', () => process.exit());
