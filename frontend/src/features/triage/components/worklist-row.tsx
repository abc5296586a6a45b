/** One patient on the list. */
import { Bell, Siren, UserCheck } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '@/api/session/context';
import type { TriageItem } from '@/api/types';
import { VitalsLine } from '@/components/clinical/vitals-line';
import { AlertStateBadge, LevelBadge } from '@/components/ui/badges';
import { Deadline } from '@/components/ui/deadline';
import { Ago } from '@/components/ui/time';
import { paths } from '@/config/paths';

interface RowProps {
  item: TriageItem;
  index: number;
  isSelected: boolean;
  /** Tab reaches the list here: the chosen row, or the first where none is. */
  isTabStop: boolean;
  /** Move the keyboard focus here; set when a key chose this row. */
  takesFocus: boolean;
  onSelect: () => void;
  onTap: () => void;
  onOpen: () => void;
}

export function WorklistRow({ item, index, isSelected, isTabStop, takesFocus, onSelect, onTap, onOpen }: RowProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (takesFocus && document.activeElement !== ref.current) {
      ref.current?.focus({ preventScroll: true });
      ref.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [takesFocus]);
  return (
    <tr
      ref={ref}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-label={t('triage.rowLabel', { name: item.patient_name, level: t(`level.${item.risk_level}`) })}
      tabIndex={isTabStop ? 0 : -1}
      className={`wl-row wl-${item.risk_level}`}
      onClick={onTap}
      onFocus={onSelect}
      onDoubleClick={onOpen}
    >
      <td><LevelBadge level={item.risk_level} score={item.risk_score} /></td>
      <td>
        <Link to={paths.patient(item.patient_id)} className="wl-name" tabIndex={isTabStop ? 0 : -1}>{item.patient_name}</Link>
        <span className="wl-sub">
          {`${item.mrn} · ${t('triage.age', { count: item.age })}`}
        </span>
      </td>
      <td><VitalsLine vitals={item.latest_vitals} /></td>
      <td className="wl-alert"><TopAlertCell item={item} /></td>
      <td>{item.top_alert?.state === 'open' ? <Deadline dueAt={item.top_alert.due_at} /> : null}</td>
      <td className="nowrap small"><Ago at={item.last_reading_at} zone={item.timezone} /></td>
    </tr>
  );
}

function TopAlertCell({ item }: { item: TriageItem }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const alert = item.top_alert;
  if (!alert) return <span className="muted">—</span>;
  const more = item.unacknowledged_alerts - (alert.state === 'open' ? 1 : 0);
  return (
    <>
      <span className="wl-message" title={alert.message}>{alert.message}</span>
      <span className="wl-marks">
        {/* A claim says that it has been seen, and by whom. */}
        {alert.claimed_by === null || alert.state !== 'acknowledged' ? <AlertStateBadge state={alert.state} /> : null}
        {alert.claimed_by !== null ? (
          <span className="wl-mark"><UserCheck size={13} aria-hidden="true" />
            {alert.claimed_by === user.id ? t('triage.claimedByYou') : alert.claimed_by_name ? t('triage.claimedBy', { name: alert.claimed_by_name }) : t('triage.claimed')}
          </span>
        ) : null}
        {more > 0 ? <span className="wl-mark" title={t('triage.unack', { count: item.unacknowledged_alerts })}><Bell size={13} aria-hidden="true" />+{more}</span> : null}
        {item.active_escalations > 0 ? (
          <span className="wl-mark wl-mark-stat"><Siren size={13} aria-hidden="true" />{t('triage.escalated', { count: item.active_escalations })}</span>
        ) : null}
      </span>
    </>
  );
}
