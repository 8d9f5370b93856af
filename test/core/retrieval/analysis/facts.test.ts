import { describe, expect, it } from 'vitest';
import {
  askedFacts,
  FACT_NAME,
  FACT_NUMBER,
  FACT_TIME,
  factsOf,
} from '../../../../server/core/retrieval/analysis/facts.js';

describe('facts', () => {
  it.each([
    ['When did they move?', FACT_TIME],
    ['在什么时候搬家', FACT_TIME],
    ['How many dogs are there?', FACT_NUMBER],
    ['一共有多少人', FACT_NUMBER],
    ['Where did she go?', FACT_NAME],
    ['What is the name of the boat?', FACT_NAME],
    ['Does he like tea?', 0],
  ])('reads what "%s" asks for', (text, fact) => {
    expect(askedFacts(text)).toBe(fact);
  });

  it.each([
    ['we met twice', FACT_NUMBER],
    ['we went to Lisbon', FACT_NAME],
    ['thanks, Ann! That was fun', 0],
    ['we laughed a lot', 0],
  ])('reads what "%s" tells', (text, fact) => {
    expect(factsOf(text, false)).toBe(fact);
  });

  it('takes a date for a time told', () => {
    expect(factsOf('we met yesterday', true)).toBe(FACT_TIME);
  });
});
