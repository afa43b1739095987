make image
