// The picture of a kind of file.
import { IconFileTypeCsv, IconFileTypePdf, IconFileTypeXls, IconJson, type IconProps } from "@tabler/icons-react";

import type { Format } from "./data";

const PICTURES = { PDF: IconFileTypePdf, Excel: IconFileTypeXls, CSV: IconFileTypeCsv, JSON: IconJson };

interface FormatPictureProps extends IconProps {
  format: Format;
}

export function FormatPicture({ format, ...props }: FormatPictureProps) {
  const Picture = PICTURES[format];
  return <Picture stroke={1.5} aria-hidden {...props} />;
}
