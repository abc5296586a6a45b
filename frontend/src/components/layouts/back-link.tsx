/** Back to the list something belongs to. */
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router';

export function BackLink({ to, label }: { to: string; label: string }) {
  return <Link to={to} className="back-link"><ArrowLeft size={14} aria-hidden="true" />{label}</Link>;
}
