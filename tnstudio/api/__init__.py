"""What ``import tnstudio`` offers: functions around the program's own values.

Each does what a command or the window does, by the same code below it. The
names are those of `tnstudio.__all__`; nothing here knows of windows.
"""
