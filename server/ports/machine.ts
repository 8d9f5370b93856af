/** How much of this machine is in use; null = it does not say. */
export interface MachineUsage {
  /** Of all cores, since it was asked before. */
  cpuPercent: number | null;
  memoryPercent: number | null;
}

/** What an operating system may ask the person for before a program sees the screen or follows input. */
export type Permission = 'screenRecording' | 'accessibility' | 'inputMonitoring';

export interface PermissionState {
  /** False only where the system asks for it and does not tell whether it was given. */
  isGranted: boolean;
  message: string;
  /** The page of the system's settings; '' where it has none. */
  anchor: string;
}

export interface Machine {
  usage(): MachineUsage;
  readonly platform: string;
  /** The program that the system asks the person about. */
  readonly executable: string;
  permission(permission: Permission): PermissionState;
  /** Shows the page of the system's settings. False = it has none. */
  openSettings(permission: Permission): Promise<boolean>;
}
