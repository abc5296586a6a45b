/** The person's menu: account, practice, appearance, language, sign-out. */
import { useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { toApiError } from '@/api/errors';
import { useSession } from '@/api/session/context';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { updateMe } from '@/features/account';
import { changeLanguage, type Language } from '@/lib/i18n';
import { usePreference, writePreference } from '@/lib/preferences';

export function UserMenu() {
  const { t, i18n } = useTranslation();
  const { user, signOut, switchPractice } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [theme, setTheme] = usePreference('theme');
  const name = `${user.first_name} ${user.last_name}`.trim() || user.email;
  const initials = `${user.first_name.charAt(0)}${user.last_name.charAt(0)}` || user.email.charAt(0).toUpperCase();
  const others = user.practices.filter((practice) => practice.id !== user.practice.id);
  const goTo = async (practiceId: string) => {
    try {
      await switchPractice(practiceId);
      await navigate('/');
    } catch (error) {
      toast.error(toApiError(error).message || t('common.networkText'));
    }
  };
  const speak = async (language: Language) => {
    writePreference('language', language);
    await changeLanguage(language);
    // Reasons and messages are worded by the server in the account's language.
    try {
      await updateMe({ language });
      await client.invalidateQueries();
    } catch (error) {
      toast.error(toApiError(error).message || t('common.networkText'));
    }
  };
  const item = (label: string, chosen = false) => <>{label}{chosen ? <Check size={14} aria-hidden="true" className="menu-check" /> : null}</>;
  return (
    <MenuTrigger>
      <Button className="side-user">
        <span className="avatar" aria-hidden="true">{initials}</span>
        <span className="side-user-text"><span className="strong">{name}</span><span className="small muted">{t(`role.${user.role}`)}</span></span>
      </Button>
      <Popover className="popover" placement="top start">
        <Menu className="listbox">
          <MenuItem className="menu-item" onAction={() => void navigate(paths.account())}>{t('nav.account')}</MenuItem>
          <Separator className="menu-sep" />
          {others.length > 0 ? (
            <MenuSection>
              <Header className="menu-head">{t('nav.switchPractice')}</Header>
              {others.map((practice) => (
                <MenuItem key={practice.id} id={practice.id} textValue={practice.name} className="menu-item" onAction={() => void goTo(practice.id)}>
                  <span>{practice.name} <span className="muted small">{t(`role.${practice.role}`)}</span></span>
                </MenuItem>
              ))}
            </MenuSection>
          ) : null}
          <MenuSection>
            <Header className="menu-head">{t('nav.theme')}</Header>
            {(['system', 'light', 'dark'] as const).map((choice) => (
              <MenuItem key={choice} id={choice} textValue={t(`theme.${choice}`)} className="menu-item" onAction={() => setTheme(choice)}>{item(t(`theme.${choice}`), theme === choice)}</MenuItem>
            ))}
          </MenuSection>
          <MenuSection>
            <Header className="menu-head">{t('nav.language')}</Header>
            <MenuItem id="en" textValue="English" className="menu-item" onAction={() => void speak('en')}>{item('English', i18n.language === 'en')}</MenuItem>
            <MenuItem id="es" textValue="Español" className="menu-item" onAction={() => void speak('es')}>{item('Español', i18n.language === 'es')}</MenuItem>
          </MenuSection>
          <Separator className="menu-sep" />
          <MenuItem className="menu-item" onAction={() => void signOut()}>{t('nav.signOut')}</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
