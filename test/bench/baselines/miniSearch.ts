import MiniSearch from 'minisearch';
import type { Contestant } from '../retriever.js';

/** MiniSearch as it comes, over the text alone. */
export const miniSearch: Contestant = {
  name: 'MiniSearch, defaults',
  create() {
    const index = new MiniSearch<{ id: string; text: string }>({ fields: ['text'] });
    return Promise.resolve({
      close: () => Promise.resolve(),
      add(documents) {
        index.addAll(documents);
        return Promise.resolve();
      },
      search: (text, _now, limit) =>
        Promise.resolve(
          index
            .search(text)
            .slice(0, limit)
            .map((hit) => hit.id as string),
        ),
    });
  },
};
