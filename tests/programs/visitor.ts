/**
 * What a visitor of the page does and sees: visitor.ts ADDRESS CHROMIUM FOLDER. Prints it as JSON; a picture of the page and
 * the weights that were saved lie in the folder.
 */

import { chromium, type Page } from "playwright-core";

const [address, executablePath, folder] = Deno.args;
/** Milliseconds that a busy machine may take. */
const PATIENCE = 120_000;

/** Steps that have been made. */
function stepOf(status: string): number {
  return Number(status.match(/Step (\d+)/)?.[1]);
}

/** The text of an element, once it is there and is what is waited for. */
async function text(page: Page, id: string, wanted: RegExp): Promise<string> {
  const element = page.locator(`#${id}`).filter({ hasText: wanted });
  await element.waitFor({ timeout: PATIENCE });
  return await element.textContent() ?? "";
}

/** The pixels of a canvas, as text. */
async function pixels(page: Page, id: string): Promise<string> {
  return await page.locator(`#${id}`).evaluate((canvas) =>
    (canvas as unknown as { toDataURL(): string }).toDataURL()
  );
}

/** Waits until a canvas shows something else than before. */
async function changed(page: Page, id: string, before: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (await pixels(page, id) === before) {
    if (Date.now() > end) throw new Error(`#${id} has stayed as it was`);
    await page.waitForTimeout(50);
  }
}

/** The page where its server does not isolate it: what it says then, and of a step. */
async function withoutIsolation(): Promise<string[]> {
  const page = await browser.newPage();
  await page.route("**/*", async (route) => {
    const response = await route.fetch();
    const headers = Object.fromEntries(
      Object.entries(response.headers())
        .filter(([name]) => !name.startsWith("cross-origin-")),
    );
    await route.fulfill({ response, headers });
  });
  await page.goto(address);
  await text(page, "status", /^Ready/);
  await page.locator("#train").click();
  const said = [
    await text(page, "status", /^Step/),
    await text(page, "missing", /isolate/),
  ];
  await page.close();
  return said;
}

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
const errors: string[] = [];
page.on("pageerror", ({ message }) => errors.push(message));
await page.goto(address);
const ready = await text(page, "status", /^Ready/);
const isolated = await page.evaluate("crossOriginIsolated");
const isWiderThanThePhone = await page.evaluate(
  "document.documentElement.scrollWidth > innerWidth",
);

// With the keyboard: the buttons, and the plane.
await page.locator("#train").focus();
const plane = await pixels(page, "plane");
await page.keyboard.press("Enter");
const training = await text(page, "status", /^Step ([2-9]|\d\d)/);
await changed(page, "plane", plane);
const decoded = await pixels(page, "decoded");
await page.locator("#plane").focus();
for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
const place = await page.locator("#place").textContent();
await changed(page, "decoded", decoded);

// With the pointer: a line is drawn, and reconstructed.
const reconstruction = await pixels(page, "reconstruction");
await page.locator("#pad").scrollIntoViewIfNeeded();
const box = (await page.locator("#pad").boundingBox())!;
await page.mouse.move(box.x + box.width / 2, box.y + 10);
await page.mouse.down();
await page.mouse.move(box.x + box.width / 2, box.y + box.height - 10);
await page.mouse.up();
await changed(page, "reconstruction", reconstruction);

await page.locator("#train").click();
const stopped = await text(page, "status", /^Stopped/);
const button = await page.locator("#train").textContent();
await page.locator("#train").click();
await text(page, "status", new RegExp(`^Step ${stepOf(stopped) + 1}`));
await page.locator("#train").click();
await text(page, "status", /^Stopped/);
const download = page.waitForEvent("download");
await page.locator("#save").click();
await (await download).saveAs(`${folder}/decoder.safetensors`);

await page.emulateMedia({ colorScheme: "dark" });
const ground = await page.evaluate(
  "getComputedStyle(document.body).backgroundColor",
);
await page.screenshot({ path: `${folder}/page.png`, fullPage: true });
await page.close();
const alone = await withoutIsolation();
await browser.close();
console.log(JSON.stringify({
  ...{ ready, isolated, isWiderThanThePhone, place, button, ground, errors },
  ...{ steps: [training, stopped].map(stepOf), alone },
}));
