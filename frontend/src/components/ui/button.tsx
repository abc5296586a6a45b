/** Buttons: one look per weight of act; `busy` keeps the width and says so to screen readers. */
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { ReactNode } from 'react';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  kind?: ButtonKind;
  size?: 'normal' | 'small';
  icon?: ReactNode;
  busy?: boolean;
  children?: ReactNode;
}

export function Button({ kind = 'secondary', size = 'normal', icon, busy, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} isPending={busy ?? false} className={`btn btn-${kind} btn-${size}`}>
      {busy ? <span className="spinner" aria-hidden="true" /> : icon}
      {children}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  label: string;
  icon: ReactNode;
  kind?: ButtonKind;
}

/** A button of an icon alone: its label is its name and its tooltip. */
export function IconButton({ label, icon, kind = 'quiet', ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={400}>
      <AriaButton {...rest} aria-label={label} className={`btn btn-${kind} btn-icon`}>
        {icon}
      </AriaButton>
      <Tooltip className="tooltip">{label}</Tooltip>
    </TooltipTrigger>
  );
}
