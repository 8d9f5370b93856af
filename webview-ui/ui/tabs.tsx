import type { ComponentChildren, JSX } from 'preact';

interface TabsProps<Name extends string> {
  label: string;
  tabs: readonly { name: Name; label: string }[];
  current: Name;
  onChange: (name: Name) => void;
}

const idOf = (name: string): string => `tab-${name}`;

/** A row of tabs; arrow keys move between them. What they show goes into a `TabPanel`. */
export function Tabs<Name extends string>({ label, tabs, current, onChange }: TabsProps<Name>): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex(({ name }) => name === current);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.name);
    document.getElementById(idOf(next.name))?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.name}
          id={idOf(tab.name)}
          type="button"
          role="tab"
          aria-selected={tab.name === current}
          aria-controls="tab-panel"
          tabIndex={tab.name === current ? 0 : -1}
          onClick={() => onChange(tab.name)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}

export function TabPanel({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={idOf(name)}>
      {children}
    </div>
  );
}
