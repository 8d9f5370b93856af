import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export function Icon({ name }: { name: string }): JSX.Element {
  return <span class={`codicon codicon-${name}`} aria-hidden="true" />;
}

interface IconButtonProps {
  icon: string;
  label: string;
  onClick: () => void;
  isPressed?: boolean;
  isDisabled?: boolean;
}

/** A button that is only its icon; the label is its name and tooltip. */
export function IconButton({ icon, label, onClick, isPressed, isDisabled }: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      disabled={isDisabled ?? false}
      onClick={onClick}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
    >
      <Icon name={icon} />
    </button>
  );
}

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: 'primary' | 'secondary' | 'danger';
  icon?: string;
  isDisabled?: boolean;
  type?: 'button' | 'submit';
}

export function Button({ children, onClick, kind = 'primary', icon, isDisabled, type }: ButtonProps): JSX.Element {
  return (
    <button type={type ?? 'button'} class={`button ${kind}`} onClick={onClick} disabled={isDisabled ?? false}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, onChange }: SwitchProps): JSX.Element {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={isOn}
      aria-label={label}
      title={label}
      onClick={() => onChange(!isOn)}
    />
  );
}

interface SearchBoxProps {
  value: string;
  label: string;
  clearLabel: string;
  onInput: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

export function SearchBox({ value, label, clearLabel, onInput, onKeyDown }: SearchBoxProps): JSX.Element {
  return (
    <div class="search-box">
      <Icon name="search" />
      <input
        type="text"
        role="searchbox"
        value={value}
        placeholder={label}
        aria-label={label}
        spellcheck={false}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {value !== '' && <IconButton icon="close" label={clearLabel} onClick={() => onInput('')} />}
    </div>
  );
}

interface PickerProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function Picker({ label, value, options, onChange }: PickerProps): JSX.Element {
  return (
    <select
      class="picker"
      aria-label={label}
      title={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface DropdownProps {
  icon: string;
  label: string;
  /** Shown beside the icon; '' = only the icon. */
  text?: string;
  isMarked?: boolean;
  children: ComponentChildren;
}

/** A button that opens a small surface below itself; Escape, and a click or focus elsewhere, close it. */
export function Dropdown({ icon, label, text = '', isMarked = false, children }: DropdownProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
    };
  }, [isOpen]);
  return (
    <div
      class="dropdown"
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        place.current?.querySelector('button')?.focus();
      }}
    >
      <button
        type="button"
        class={`icon-button${text === '' ? '' : ' with-text'}${isMarked ? ' marked' : ''}`}
        title={label}
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {text !== '' && <span>{text}</span>}
      </button>
      <div id={id} class="dropdown-surface" hidden={!isOpen}>
        {isOpen && children}
      </div>
    </div>
  );
}
