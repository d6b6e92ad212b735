import { readFileSync } from 'node:fs';
import * as FromNodePackageJson from '@cyclonedx/cyclonedx-library/Contrib/FromNodePackageJson';
import * as Licences from '@cyclonedx/cyclonedx-library/Contrib/License';
import * as Enums from '@cyclonedx/cyclonedx-library/Enums';
import * as Models from '@cyclonedx/cyclonedx-library/Models';
import * as Serialize from '@cyclonedx/cyclonedx-library/Serialize';
import * as Spec from '@cyclonedx/cyclonedx-library/Spec';
import * as Validation from '@cyclonedx/cyclonedx-library/Validation';
import { PackageURL } from 'packageurl-js';
import parseExpression from 'spdx-expression-parse';
import { licenceOf } from './licences.mjs';
import { directNeeds, readInventory } from './package-inventory.mjs';
import { inRoot } from './root.mjs';

const licences = new Licences.Factories.LicenseFactory(parseExpression);

function addressOf(name, version) {
  const [scope, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return new PackageURL('npm', scope, plain, version, undefined, undefined).toString();
}

/** @param {import('./package-inventory.mjs').Package} one */
function componentOf(one) {
  const [group, name] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    ...{ group, version: one.version, bomRef: one.ref, purl: addressOf(one.name, one.version) },
    // Of another platform: named in the lockfile, not delivered here.
    scope: one.installed ? Enums.ComponentScope.Required : Enums.ComponentScope.Optional,
  });
  if (one.integrity)
    component.hashes.set(...FromNodePackageJson.Utils.parsePackageIntegrity(one.integrity.split(' ')[0]));
  const licence = licenceOf(one);
  if (licence) {
    const made = licences.makeFromString(licence);
    made.acknowledgement = Enums.LicenseAcknowledgement.Declared;
    component.licenses.add(made);
  }
  if (one.dev) component.properties.add(new Models.Property('cdx:npm:package:development', 'true'));
  for (const place of one.places) component.properties.add(new Models.Property('cdx:npm:package:path', place));
  return component;
}

/**
 * The bill of materials of everything in package-lock.json: CycloneDX 1.6 in JSON, the same text for the same lockfile.
 * @returns {string}
 */
export function makeSbom(inventory = readInventory(), direct = directNeeds()) {
  const { name, version, description } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const bom = new Models.Bom();
  const self = new Models.Component(Enums.ComponentType.Application, name, {
    ...{ version, description, bomRef: `${name}@${version}`, purl: addressOf(name, version) },
  });
  bom.metadata.component = self;
  const components = new Map(inventory.map((one) => [one.ref, componentOf(one)]));
  for (const component of components.values()) bom.components.add(component);
  for (const ref of direct) self.dependencies.add(components.get(ref).bomRef);
  for (const { ref, needs } of inventory)
    for (const need of needs) components.get(ref).dependencies.add(components.get(need).bomRef);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** What the schema of CycloneDX 1.6 says against it; null: nothing. */
export const findSchemaProblems = (text) => new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);

/** One line a package: name, version, licence, delivered or only for building and testing, and what stands in place of a licence. */
export function makeLicenceList(inventory, notes) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = inventory.map((one) =>
    [one.name, one.version, licenceOf(one) ?? '', one.dev ? 'build and test' : 'delivered', notes[one.ref]?.why ?? '']
      .map(cell)
      .join(','),
  );
  return `${['name,version,licence,use,note', ...lines].join('\n')}\n`;
}
