import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { TextInput } from '../fields';
import { Form } from '../form';
import { SelectInput } from '../select';

function Sample({ onSubmit, refused }: { onSubmit: () => void; refused?: Record<string, string[]> }) {
  const [form, setForm] = useState({ name: '', days: '', email: '', model: null as string | null });
  return (
    <Form onSubmit={onSubmit} {...(refused ? { validationErrors: refused } : {})}>
      <TextInput name="name" label="Name" isRequired value={form.name} onChange={(name) => setForm({ ...form, name })} />
      <TextInput label="Days" pattern="[0-9]{1,2}" value={form.days} onChange={(days) => setForm({ ...form, days })} />
      <TextInput label="E-mail" type="email" value={form.email} onChange={(email) => setForm({ ...form, email })} />
      <SelectInput label="Model" isRequired value={form.model} onChange={(model) => setForm({ ...form, model })} options={[{ value: 'a', label: 'A' }]} />
      <button type="submit">Save</button>
    </Form>
  );
}
const field = (name: string) => screen.getByRole('textbox', { name: new RegExp(name) });
const save = () => screen.getByRole('button', { name: 'Save' });

describe('a form', () => {
  it('says nothing before it is tried, then everything at its field, and goes to the first', async () => {
    const onSubmit = vi.fn();
    const user = userEvent.setup();
    render(<Sample onSubmit={onSubmit} />);
    await user.type(field('Days'), 'x');
    await user.type(field('E-mail'), 'nobody');
    expect(document.querySelector('.field-error')).toBeNull();
    await user.click(save());
    expect(onSubmit).not.toHaveBeenCalled();
    expect(field('Name')).toHaveFocus();
    expect(field('Name')).toHaveAccessibleDescription('Please fill this in.');
    expect(field('Days')).toHaveAccessibleDescription('Please write a number.');
    expect(field('E-mail')).toHaveAccessibleDescription(/whole address/);
    expect(document.querySelectorAll('.field-error')).toHaveLength(4);
  });
  it('keeps a message while its field is left, so that nothing moves away from under a click, and takes it back while one types', async () => {
    const user = userEvent.setup();
    render(<Sample onSubmit={vi.fn()} />);
    await user.click(save());
    await user.click(field('Name'));
    await user.tab();
    expect(field('Name')).toHaveAccessibleDescription('Please fill this in.');
    await user.type(field('Name'), 'A');
    expect(field('Name')).not.toHaveAccessibleDescription();
  });
  it('sends once nothing is wrong, and judges anew from there', async () => {
    const onSubmit = vi.fn();
    const user = userEvent.setup();
    render(<Sample onSubmit={onSubmit} />);
    await user.type(field('Name'), 'A');
    await user.click(screen.getByRole('button', { name: /Model/ }));
    await user.click(screen.getByRole('option', { name: 'A' }));
    await user.click(save());
    expect(onSubmit).toHaveBeenCalledTimes(1);
    await user.clear(field('Name'));
    expect(document.querySelector('.field-error')).toBeNull();
  });
  it('shows what the server refused until its field is changed, and bars nothing with it', async () => {
    const onSubmit = vi.fn();
    const user = userEvent.setup();
    const view = render(<Sample onSubmit={onSubmit} />);
    await user.type(field('Name'), 'A');
    await user.click(screen.getByRole('button', { name: /Model/ }));
    await user.click(screen.getByRole('option', { name: 'A' }));
    view.rerender(<Sample onSubmit={onSubmit} refused={{ name: ['is taken'] }} />);
    expect(field('Name')).toHaveAccessibleDescription('is taken');
    await user.tab();
    expect(field('Name')).toHaveAccessibleDescription('is taken');
    await user.click(save());
    expect(onSubmit).toHaveBeenCalledTimes(1);
    await user.type(field('Name'), 'B');
    expect(field('Name')).not.toHaveAccessibleDescription();
  });
});
