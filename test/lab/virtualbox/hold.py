# Holds a machine as a window of VirtualBox does, until its standard input ends.
import sys
from vboxapi import VirtualBoxManager

manager = VirtualBoxManager(None, None)
machine = manager.getVirtualBox().findMachine(sys.argv[1])
session = manager.getSessionObject()
machine.lockMachine(session, manager.constants.LockType_Write)
print("held", flush=True)
sys.stdin.read()
session.unlockMachine()
