/** Version of this package, written into every journal. Equal to the version in package.json; a test holds it. */
export const coreVersion = '0.1.0';
