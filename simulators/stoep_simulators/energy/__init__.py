"""What a node draws from its battery: the real firmware's duty cycle times currents from data sheets. Host only."""
