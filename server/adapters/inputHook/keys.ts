/** How often a held key comes again does not matter: it was pressed once. */
export interface Presses {
  /** True for a press; false for a repeat of a key that is down. */
  down(keycode: number): boolean;
  up(keycode: number): void;
}

export function createPresses(): Presses {
  const held = new Set<number>();
  return {
    down(keycode) {
      if (held.has(keycode)) return false;
      held.add(keycode);
      return true;
    },
    up: (keycode) => void held.delete(keycode),
  };
}

const MODIFIER = /^(?:Ctrl|Alt|Shift|Meta)(?:Right)?$/;

/** Ctrl, Alt, Shift and Meta by themselves say nothing: they count with the key that they are held for. */
export function isModifier(name: string): boolean {
  return MODIFIER.test(name);
}

export function modifiersOf(event: {
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}): string[] {
  const held: [boolean, string][] = [
    [event.ctrlKey, 'Ctrl'],
    [event.altKey, 'Alt'],
    [event.shiftKey, 'Shift'],
    [event.metaKey, 'Meta'],
  ];
  return held.flatMap(([isHeld, name]) => (isHeld ? [name] : []));
}

const BUTTONS = ['', 'left', 'right', 'middle'];

export function buttonName(button: unknown): string {
  return typeof button === 'number' ? (BUTTONS[button] ?? `button ${button}`) : '';
}
