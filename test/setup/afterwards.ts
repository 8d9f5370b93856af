import { afterEach } from 'vitest';
import { cleanUp } from '../support/afterwards.js';

// Here, since only what is set up is run for every file: modules that files share are run once.
afterEach(cleanUp);
