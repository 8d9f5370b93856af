/** How much of this machine is in use; null = it does not say. */
export interface MachineUsage {
  /** Of all cores, since it was asked before. */
  cpuPercent: number | null;
  memoryPercent: number | null;
}

export interface Machine {
  usage(): MachineUsage;
}
