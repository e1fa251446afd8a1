import type { Size } from "../../values/size";
import type { Service } from "../service";
import type { Stack } from "../stack";
import type { Storage } from "./storage";
import type { Volume } from "./volume";

/** A volume with all that the configuration makes of it. */
export interface KeptVolume {
  /** As config.yaml names it: `service/volume`. */
  readonly name: string;
  readonly service: Service;
  /** Its name within the service. */
  readonly key: string;
  readonly volume: Volume;
  readonly storage: Storage;
  /** The size that it has here, the configuration's where it names one. */
  readonly size: Size;
}

/** Every volume of the services that run, in their order. */
export function keptVolumes(stack: Stack): KeptVolume[] {
  return stack.services.flatMap((service) => keptBy(stack, service));
}

/** The volumes of one service, which may not run now. */
export function keptBy(stack: Stack, service: Service): KeptVolume[] {
  return Object.entries(service.keeps).map(([key, volume]) => ({
    name: `${service.name}/${key}`,
    service,
    key,
    volume,
    storage: stack.storageOf(volume),
    size: stack.sizeOf(service, key),
  }));
}
