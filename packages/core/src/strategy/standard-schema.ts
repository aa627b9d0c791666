/** The part of Standard Schema (https://standardschema.dev, version 1) that params need; zod, valibot and arktype all provide it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The schema's own properties. */
  readonly '~standard': {
    /** Version of the standard. */
    readonly version: 1;
    /** Name of the library. */
    readonly vendor: string;
    /** Checks a value; a promise is refused by the SDK, params are checked at once. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Types only. */
    readonly types?:
      | {
          /** What may be given. */
          readonly input: Input;
          /** What comes out. */
          readonly output: Output;
        }
      | undefined;
  };
}

/** What checking gives: the value, or what is wrong with it. */
export type SchemaResult<Output> =
  | {
      /** The value, completed by defaults. */
      readonly value: Output;
      /** Absent when the value is good. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong. */
      readonly issues: readonly SchemaIssue[];
    };

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  /** What is wrong, for a person. */
  readonly message: string;
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | SchemaPathSegment)[] | undefined;
}

/** The value type that a schema gives: an empty object without a schema, `unknown` for a schema that is not known. */
export type SchemaOutput<S> = unknown extends S
  ? unknown
  : S extends StandardSchema<unknown, infer Output>
    ? Output
    : Record<string, never>;

/** One step of a path, where a library wraps it. */
export interface SchemaPathSegment {
  /** The key. */
  readonly key: PropertyKey;
}
