// How the pages look here, and whether single letters do something.
import { SegmentedControl, Switch, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";

import { Keys } from "@/ui/Keys";
import { singleKeysOn, switchSingleKeys } from "@/ui/shortcuts";

import { Card } from "./Card";

export function AppearanceSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [single, setSingle] = useState(singleKeysOn);
  return (
    <>
      <Card title="Light or dark" description="For this browser.">
        <SegmentedControl
          aria-label="Appearance"
          data={[
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
            { value: "auto", label: "As the device" },
          ]}
          value={colorScheme}
          onChange={setColorScheme}
        />
      </Card>
      <Card
        title="Keyboard"
        description={
          <>
            Everything works from the keyboard. <Keys keys="?" /> shows what can be typed on the page that is open.
          </>
        }
      >
        <Switch
          label="Shortcuts with single letters"
          description="Switch them off if you use speech input or type them by accident. Ctrl combinations stay."
          checked={single}
          onChange={({ currentTarget }) => {
            switchSingleKeys(currentTarget.checked);
            setSingle(currentTarget.checked);
          }}
        />
      </Card>
    </>
  );
}
