/** Maker and model in one line, as on the label. */
export function modelName({ maker, name }: { maker: string; name: string }): string {
  return name.startsWith(maker) ? name : `${maker} ${name}`.trim();
}
