import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { event } from './schemas/event.ts';
import { guide } from './schemas/guide.ts';
import { inbox } from './schemas/inbox.ts';
import { kit } from './schemas/kit.ts';
import { pageText } from './schemas/page-text.ts';
import { place } from './schemas/place.ts';
import { plan } from './schemas/plan.ts';
import { poster } from './schemas/poster.ts';
import { translation } from './schemas/translation.ts';

const entriesOf = (folder: string) => glob({ base: `./content/${folder}`, pattern: '**/*.mdx' });

export const collections = {
  places: defineCollection({ loader: entriesOf('places'), schema: place }),
  plans: defineCollection({ loader: entriesOf('plans'), schema: plan }),
  posters: defineCollection({ loader: entriesOf('posters'), schema: poster }),
  guides: defineCollection({ loader: entriesOf('guides'), schema: guide }),
  kits: defineCollection({ loader: entriesOf('kits'), schema: kit }),
  events: defineCollection({ loader: file('./content/events.yaml'), schema: event }),
  texts: defineCollection({ loader: entriesOf('texts'), schema: pageText }),
  translations: defineCollection({ loader: entriesOf('translations'), schema: translation }),
  inboxes: defineCollection({ loader: file('./content/inboxes.json'), schema: inbox }),
};
