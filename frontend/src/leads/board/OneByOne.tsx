// One stage at a time, chosen by its tab: the board on a phone, where cards are moved by their menus.
import { Tabs } from "@mantine/core";
import { useState } from "react";

import { stageWord } from "../stage/stages";
import classes from "./Board.module.css";
import { BoardColumn } from "./BoardColumn";
import { withMoves } from "./moves";
import type { Stage } from "./queries";
import type { FaceProps } from "./SideBySide";
import { STAGES } from "./stages";

export function OneByOne({ box, columns, settings, isOld }: FaceProps) {
  const [stage, setStage] = useState<Stage>(() => columns.find(({ count }) => count > 0)?.stage ?? "new");
  const column = columns.find((one) => one.stage === stage);
  return (
    <Tabs
      ref={box}
      className={classes["single"]}
      value={stage}
      onChange={(value) => setStage(STAGES.find((one) => one === value) ?? "new")}
      keepMounted={false}
      data-old={isOld || undefined}
    >
      <Tabs.List className={classes["tabs"]}>
        {columns.map((one) => (
          <Tabs.Tab key={one.stage} value={one.stage}>
            {stageWord(one.stage)}{" "}
            <span className={`${classes["tabCount"]} lg-number`}>
              {withMoves(one, settings.moves).count.toLocaleString("en-US")}
            </span>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {columns.map((one) => (
        <Tabs.Panel key={one.stage} value={one.stage} className={classes["panel"]}>
          {one === column ? <BoardColumn column={one} held={null} isShut={false} {...settings} /> : null}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
