import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';

export interface TabSetProps {
  label: string;
  tabs: readonly { key: string; title: string; content: ReactNode }[];
}

/** A few views of one thing. */
export function TabSet(props: TabSetProps): ReactNode {
  return (
    <Tabs>
      <TabList className="tabs" aria-label={props.label}>
        {props.tabs.map((tab) => (
          <Tab key={tab.key} id={tab.key} className="tab">
            {tab.title}
          </Tab>
        ))}
      </TabList>
      {props.tabs.map((tab) => (
        <TabPanel key={tab.key} id={tab.key} className="tab-panel">
          {tab.content}
        </TabPanel>
      ))}
    </Tabs>
  );
}
