/** What must stand before a claim can leave: payers, providers on claims, who sends to whom, fee files. */
import { FeeFilesCard } from './fee-files-card';
import { PayersCard } from './payers-card';
import { ProvidersCard } from './providers-card';
import { SendingCard } from './sending-card';
import './setup.css';

export function BillingSetup() {
  return (
    <div className="stack">
      <PayersCard />
      <ProvidersCard />
      <SendingCard />
      <FeeFilesCard />
    </div>
  );
}
