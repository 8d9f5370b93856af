import { describe } from 'vitest';
import { describeStore } from '../store/contract.js';
import { openStore, temporaryDirectory } from './support.js';

describe('the embedded store', () => describeStore(async () => openStore(await temporaryDirectory())));
