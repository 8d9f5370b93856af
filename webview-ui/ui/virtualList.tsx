import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualListProps {
  label: string;
  total: number;
  /** What is listed; with another one the list begins at its top. */
  listed: string;
  /** Of every row, px. */
  rowHeight: number;
  selected: number | null;
  renderRow: (index: number) => JSX.Element;
  /** The rows that are (about to be) seen. */
  onRange: (first: number, last: number) => void;
  onOpen: (index: number) => void;
  /** Keys that the list itself does not know. */
  onKey?: (key: string, index: number) => void;
}

/** Rows beyond what is seen, on each side. */
const MARGIN = 6;

/** A list of any length that draws only what is seen; a listbox to keyboards and screen readers. */
export function VirtualList(props: VirtualListProps): JSX.Element {
  const { label, total, listed, rowHeight, selected, renderRow, onRange, onOpen, onKey } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useView(box);
  const [active, setActive] = useState(0);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - MARGIN);
  const last = Math.min(total - 1, Math.ceil((view.top + view.height) / rowHeight) + MARGIN);

  useEffect(() => {
    setActive(0);
    if (box.current) box.current.scrollTop = 0;
  }, [listed]);
  useEffect(() => {
    if (last >= first) onRange(first, last);
  }, [first, last, onRange]);
  useEffect(() => {
    if (selected !== null) setActive(selected);
  }, [selected]);

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(total - 1, index));
    setActive(next);
    const { current } = box;
    if (!current) return;
    if (next * rowHeight < current.scrollTop) current.scrollTop = next * rowHeight;
    else if ((next + 1) * rowHeight > current.scrollTop + current.clientHeight)
      current.scrollTop = (next + 1) * rowHeight - current.clientHeight;
  };
  const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
  const steps: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = steps[event.key];
    if (next !== undefined) moveTo(next);
    else if (event.key === 'Enter' || event.key === ' ') onOpen(active);
    else {
      onKey?.(event.key, active);
      return;
    }
    event.preventDefault();
  };

  const rows = [];
  for (let index = first; index <= last; index++)
    rows.push(
      <Row
        key={index}
        {...{ index, total, rowHeight }}
        isActive={index === active}
        isSelected={index === selected}
        onClick={() => {
          setActive(index);
          onOpen(index);
        }}
      >
        {renderRow(index)}
      </Row>,
    );
  return (
    <div
      ref={box}
      class="virtual-list"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      {...(total > 0 && active >= first && active <= last ? { 'aria-activedescendant': `row-${active}` } : {})}
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" class="virtual-space" style={{ height: `${total * rowHeight}px` }}>
        {rows}
      </div>
    </div>
  );
}

interface RowProps {
  index: number;
  total: number;
  rowHeight: number;
  isActive: boolean;
  isSelected: boolean;
  onClick: () => void;
  children: JSX.Element;
}

function Row({ index, total, rowHeight, isActive, isSelected, onClick, children }: RowProps): JSX.Element {
  return (
    <div
      id={`row-${index}`}
      role="option"
      class={`row${isActive ? ' active' : ''}`}
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={total}
      style={{ top: `${index * rowHeight}px`, height: `${rowHeight}px` }}
      onClick={onClick}
    >
      {children}
    </div>
  );
}

interface View {
  top: number;
  height: number;
}

/** Which part of its content a box shows, also when its size changes. */
function useView(box: RefObject<HTMLDivElement | null>): [View, (view: View) => void] {
  const [view, setView] = useState<View>({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const measure = (): void => setView({ top: current.scrollTop, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [box]);
  return [view, setView];
}
