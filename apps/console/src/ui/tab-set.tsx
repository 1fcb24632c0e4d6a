import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';

export interface TabSetProps {
  label: string;
  tabs: readonly { key: string; title: string; content: ReactNode }[];
  /** Which is shown, where the page must know; else the set minds it itself. */
  selected?: string;
  onSelect?: (key: string) => void;
}

/** A few views of one thing. */
export function TabSet(props: TabSetProps): ReactNode {
  const { selected, onSelect } = props;
  return (
    <Tabs
      className="tab-set"
      {...(selected === undefined ? {} : { selectedKey: selected })}
      {...(onSelect === undefined ? {} : { onSelectionChange: (key) => onSelect(String(key)) })}
    >
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
