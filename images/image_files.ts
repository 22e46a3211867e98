/** The images in a folder, or in a list of files, and the classes that their folders are. */

import { quote, shorten, ValueError } from "../config/errors.ts";
import { partPath, pathOf, shownPath } from "../data/files/file_path.ts";
import type { DirEntry } from "../data/files/file_system.ts";
import { entriesOf } from "../data/files/folders.ts";
import { fileSystem } from "../data/files/runtime.ts";
import { told } from "../data/files/told.ts";

/** A file, and the number of its class. */
export interface LabelledFile {
  /** Where it is. */
  readonly path: string;
  /** The number of its class; `null` where there are none. */
  readonly label: number | null;
}

/** Files of a few classes. */
export interface LabelledFiles {
  /** The files, in the order of their names. */
  readonly files: readonly LabelledFile[];
  /** What the labels stand for; `null` where there are none. */
  readonly classNames: readonly string[] | null;
}

/**
 * Where labels come from: the folders' names, nowhere, or a list of them.
 * @category Images
 */
export type Labels = "inferred" | null | readonly number[];

/**
 * A folder, or a list of files.
 * @category Images
 */
export type ImageSource = string | URL | readonly (string | URL)[];

/** How files are found. */
export interface Finding {
  readonly labels: Labels;
  readonly classNames: readonly string[] | null;
  readonly followLinks: boolean;
}

const IMAGES = /\.(png|jpe?g)$/i;
/** Images of which nobody here can read one. */
const OTHER_IMAGES = /\.(gif|bmp|webp|avif|heic|tiff?)$/i;

/**
 * The images in a folder, or those of a list, with their labels.
 *
 * @throws {ValueError} if there is none, one of another kind, or the labels do not go with them.
 */
export async function findImages(
  action: string,
  source: ImageSource,
  { labels, classNames, followLinks }: Finding,
): Promise<LabelledFiles> {
  if (Array.isArray(source)) {
    const paths = source.map((file) => pathOf(action, file));
    if (paths.length === 0) throw noImages(action, "an empty list");
    return labelled(action, paths, paths.map(folderOf), labels, classNames);
  }
  const folder = pathOf(action, source).replace(/(?<=.)\/+$/, "");
  const shown = shownPath(source);
  const paths: string[] = [];
  const folders: string[] = [];
  const classes = labels === "inferred"
    ? classNames ?? await foldersIn(folder, followLinks)
    : [""];
  for (const name of classes) {
    const root = name === "" ? folder : `${folder}/${name}`;
    for (const path of await imagesIn(action, root, followLinks)) {
      paths.push(path);
      folders.push(name);
    }
  }
  if (paths.length === 0) {
    const where = labels === "inferred" ? "folders of " : "";
    throw noImages(action, `none in ${where}${shown}`);
  }
  return labelled(action, paths, folders, labels, classes);
}

function noImages(action: string, received: string): ValueError {
  return new ValueError(
    `Cannot ${action}: expected PNG or JPEG files, received ${received}`,
  );
}

/** Files with the numbers of their folders among the classes, or with the labels of a list. */
function labelled(
  action: string,
  paths: readonly string[],
  folders: readonly string[],
  labels: Labels,
  given: readonly string[] | null,
): LabelledFiles {
  if (labels === null) {
    const files = paths.map((path) => ({ path, label: null }));
    return { files, classNames: null };
  }
  if (labels !== "inferred") {
    if (labels.length !== paths.length) {
      throw new ValueError(
        `Cannot ${action}: expected a label for each of ${paths.length} files, received ${labels.length}`,
      );
    }
    const classNames = [...new Set(labels)].sort((a, b) => a - b).map(String);
    const files = paths.map((path, i) => ({ path, label: labels[i] }));
    return { files, classNames };
  }
  const classNames = given ?? [...new Set(folders)].sort();
  const files = paths.map((path, i) => {
    const label = classNames.indexOf(folders[i]);
    if (label >= 0) return { path, label };
    throw new ValueError(
      `Cannot ${action}: expected files in folders ${
        classNames.join(", ")
      }, received ${shownPath(path)}`,
    );
  });
  return { files, classNames };
}

/**
 * Refuses labels that a mode cannot write.
 *
 * @throws {ValueError} if there are such.
 */
export function checkLabels(
  action: string,
  { files, classNames }: LabelledFiles,
  mode: "int" | "categorical" | "binary" | null,
): void {
  if (classNames === null || mode === null || mode === "int") return;
  const count = classNames.length;
  if (mode === "binary" && count !== 2) {
    throw new ValueError(
      `Cannot ${action}: expected 2 classes for labelMode "binary", received ${count}`,
    );
  }
  for (const { path, label } of files) {
    if (label !== null && label < count) continue;
    throw new ValueError(
      `Cannot ${action}: expected labels below ${count}, as there are so many, received ${label} for ${
        shownPath(path)
      }`,
    );
  }
}

/** The name of the folder that a file lies in. */
function folderOf(path: string): string {
  return partPath(partPath(path).folder.slice(0, -1)).name;
}

/** What lies in a folder, in the order of the names, without what is hidden. */
async function shownIn(folder: string): Promise<DirEntry[]> {
  const action = `read ${shorten(folder)}`;
  const entries = await entriesOf(folder, action).catch((error) => {
    throw told(action, "a folder of images", error);
  });
  return entries.filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

async function foldersIn(
  folder: string,
  followLinks: boolean,
): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await shownIn(folder)) {
    if (await isFolder(folder, entry, followLinks)) names.push(entry.name);
  }
  return names;
}

async function isFolder(
  folder: string,
  { name, isDirectory, isSymlink }: DirEntry,
  followLinks: boolean,
): Promise<boolean> {
  if (!isSymlink || !followLinks) return isDirectory;
  return (await fileSystem().stat(`${folder}/${name}`)).isDirectory;
}

/** The images in a folder, then those in its folders. */
async function imagesIn(
  action: string,
  folder: string,
  followLinks: boolean,
): Promise<string[]> {
  const images: string[] = [];
  const deeper: string[] = [];
  for (const entry of await shownIn(folder)) {
    const path = `${folder}/${entry.name}`;
    if (await isFolder(folder, entry, followLinks)) deeper.push(path);
    else if (IMAGES.test(entry.name)) images.push(path);
    else if (OTHER_IMAGES.test(entry.name)) {
      throw noImages(action, quote(path));
    }
  }
  for (const path of deeper) {
    images.push(...await imagesIn(action, path, followLinks));
  }
  return images;
}
