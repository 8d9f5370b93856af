import { CATEGORY_LABELS, pointsOf, type CategoryKey } from './analysis.js';
import type { ReadEvent } from './events.js';

/** A step of work: an application or, where nobody named one, a kind of work. */
export interface MapNode {
  name: string;
  /** How often it was turned to. */
  visits: number;
  events: number;
  seconds: number;
}

/** That one step directly followed another. */
export interface MapEdge {
  from: string;
  to: string;
  count: number;
  /** Between the last event of the one and the first of the other. */
  meanWaitSeconds: number;
  longestWaitSeconds: number;
}

export interface Variant {
  steps: string[];
  count: number;
}

/** Going back and forth between two steps. */
export interface Loop {
  between: [string, string];
  count: number;
}

/** Staying with one step. */
export interface Stretch {
  name: string;
  from: number;
  to: number;
  seconds: number;
}

/** Leaving a step for a moment and coming back. */
export interface Interruption {
  of: string;
  by: string;
  at: number;
  seconds: number;
}

export interface ProcessMap {
  sessions: number;
  events: number;
  nodes: MapNode[];
  edges: MapEdge[];
  /** The paths that sessions took, the most frequent first. */
  variants: Variant[];
  loops: Loop[];
  /** The longest first. */
  focus: Stretch[];
  interruptions: Interruption[];
}

const MOST = 20;
/** A stretch of at least so long is focus. */
const FOCUS_SECONDS = 5 * 60;
/** A departure of at most so long is an interruption. */
const INTERRUPTION_SECONDS = 2 * 60;
/** A longer silence is a pause, not work. */
const PAUSE_SECONDS = 10 * 60;
const LONGEST_VARIANT = 30;
const LONGEST_NAME = 60;

interface Visit {
  name: string;
  from: number | null;
  to: number | null;
  events: number;
}

/** What an event belongs to: its application, its window, else the kind of work that its words speak for. */
function stepOf(event: ReadEvent): string | null {
  const named = event.app || event.window;
  if (named) return named.slice(0, LONGEST_NAME);
  const points = pointsOf(event);
  const kinds = (Object.keys(points) as CategoryKey[]).filter(
    (key) => key !== 'other' && key !== 'typing' && points[key] > 0,
  );
  const [first] = kinds.sort((a, b) => points[b] - points[a]);
  return first ? CATEGORY_LABELS[first] : null;
}

/** Consecutive events of one step are one visit; an event of no step belongs to the one before. */
function visitsOf(events: readonly ReadEvent[]): Visit[] {
  const visits: Visit[] = [];
  for (const event of events) {
    const current = visits.at(-1);
    const name = stepOf(event) ?? current?.name;
    if (name === undefined) continue;
    const isPause = event.at !== null && current?.to != null && event.at - current.to > PAUSE_SECONDS * 1000;
    if (current?.name === name && !isPause) {
      current.to = event.at ?? current.to;
      current.events++;
    } else visits.push({ name, from: event.at, to: event.at, events: 1 });
  }
  return visits;
}

const secondsBetween = (from: number | null, to: number | null): number =>
  from === null || to === null ? 0 : Math.max(0, (to - from) / 1000);

function addNodes(nodes: Map<string, MapNode>, visits: readonly Visit[]): void {
  for (const { name, from, to, events } of visits) {
    const node = nodes.get(name) ?? { name, visits: 0, events: 0, seconds: 0 };
    node.visits++;
    node.events += events;
    node.seconds += secondsBetween(from, to);
    nodes.set(name, node);
  }
}

function addEdges(edges: Map<string, MapEdge & { waited: number }>, visits: readonly Visit[]): void {
  for (const [index, next] of visits.entries()) {
    const before = visits[index - 1];
    if (!before || before.name === next.name) continue;
    const key = JSON.stringify([before.name, next.name]);
    const edge = edges.get(key) ?? {
      from: before.name,
      to: next.name,
      count: 0,
      waited: 0,
      meanWaitSeconds: 0,
      longestWaitSeconds: 0,
    };
    const wait = secondsBetween(before.to, next.from);
    edge.count++;
    edge.waited += wait;
    edge.longestWaitSeconds = Math.max(edge.longestWaitSeconds, wait);
    edges.set(key, edge);
  }
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): { item: T; count: number }[] {
  const counts = new Map<string, { item: T; count: number }>();
  for (const item of items) {
    const known = counts.get(keyOf(item));
    if (known) known.count++;
    else counts.set(keyOf(item), { item, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Where the step after the next is the step itself again. */
function returnsOf(visits: readonly Visit[]): { of: Visit; by: Visit }[] {
  return visits.flatMap((by, index) => {
    const [before, after] = [visits[index - 1], visits[index + 1]];
    return before && after && before.name === after.name && by.name !== before.name ? [{ of: before, by }] : [];
  });
}

/**
 * A directly-follows graph of what was done (van der Aalst, Process Mining, 2016, ch. 2), with what stands out in it.
 * Each session is one case; its events in their order.
 */
export function drawProcessMap(sessions: readonly (readonly ReadEvent[])[]): ProcessMap {
  const cases = sessions.map(visitsOf);
  const nodes = new Map<string, MapNode>();
  const edges = new Map<string, MapEdge & { waited: number }>();
  for (const visits of cases) {
    addNodes(nodes, visits);
    addEdges(edges, visits);
  }
  const returns = cases.flatMap(returnsOf);
  const paths = cases
    .map((visits) => visits.map(({ name }) => name).slice(0, LONGEST_VARIANT))
    .filter((path) => path.length > 0);
  const loops = returns.map(({ of, by }): [string, string] =>
    of.name < by.name ? [of.name, by.name] : [by.name, of.name],
  );
  const interruptions = returns.flatMap(({ of, by }): Interruption[] => {
    const seconds = secondsBetween(by.from, by.to);
    return by.from === null || seconds > INTERRUPTION_SECONDS
      ? []
      : [{ of: of.name, by: by.name, at: by.from, seconds }];
  });
  const focus = cases.flat().flatMap(({ name, from, to }): Stretch[] => {
    const seconds = secondsBetween(from, to);
    return from === null || to === null || seconds < FOCUS_SECONDS ? [] : [{ name, from, to, seconds }];
  });
  return {
    sessions: sessions.length,
    events: sessions.reduce((sum, events) => sum + events.length, 0),
    nodes: [...nodes.values()].sort((a, b) => b.events - a.events),
    edges: [...edges.values()]
      .map(({ waited, ...edge }) => ({ ...edge, meanWaitSeconds: waited / edge.count }))
      .sort((a, b) => b.count - a.count),
    variants: countBy(paths, (path) => JSON.stringify(path))
      .slice(0, MOST)
      .map(({ item, count }) => ({ steps: item, count })),
    loops: countBy(loops, (pair) => JSON.stringify(pair))
      .slice(0, MOST)
      .map(({ item, count }) => ({ between: item, count })),
    focus: focus.sort((a, b) => b.seconds - a.seconds).slice(0, MOST),
    interruptions: interruptions.slice(0, MOST),
  };
}
